/** The exceptions of ext4 file systems: the JDK's kind, with the facts that every fault of this library carries. */
package dev.diskless.ext4.fault;
