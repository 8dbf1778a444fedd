/** Tests of the library's door with all modules behind it. */
package dev.diskless.examples.facade;
