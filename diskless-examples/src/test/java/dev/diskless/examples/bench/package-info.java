/** Tests of what measures. */
package dev.diskless.examples.bench;
