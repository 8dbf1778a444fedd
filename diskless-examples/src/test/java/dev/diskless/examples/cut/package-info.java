/** The power is cut at every write of what lbu does to an image. */
package dev.diskless.examples.cut;
