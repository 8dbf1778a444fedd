/** What every storage must keep to. */
package dev.diskless.contract.storage;
