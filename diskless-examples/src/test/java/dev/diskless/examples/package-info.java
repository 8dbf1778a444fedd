/** Tests of the programs. */
package dev.diskless.examples;
