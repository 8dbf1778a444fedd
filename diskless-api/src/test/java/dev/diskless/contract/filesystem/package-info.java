/** The rules every file system format keeps. */
package dev.diskless.contract.filesystem;
