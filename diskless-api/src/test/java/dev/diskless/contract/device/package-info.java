/** The rules every block device keeps. */
package dev.diskless.contract.device;
