/** The rules every partition scheme keeps. */
package dev.diskless.contract.partition;
