/** Partition tables on block devices. */
package dev.diskless.partition;
