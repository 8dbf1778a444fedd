/** Progress and cancellation of long work. */
package dev.diskless.progress;
