/** What lbu and the set-up scripts write into an overlay so that a machine keeps its state. */
package dev.diskless.lbu;
