/** What every boot device must keep to. */
package dev.diskless.contract.boot;
