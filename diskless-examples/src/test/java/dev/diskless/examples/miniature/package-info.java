/** Tests of the miniature medium. */
package dev.diskless.examples.miniature;
