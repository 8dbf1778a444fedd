/** The rules of the house, as tests on the compiled classes. */
package dev.diskless.examples.gate;
