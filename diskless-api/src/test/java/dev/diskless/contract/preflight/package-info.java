/** What every preflight check must keep to. */
package dev.diskless.contract.preflight;
