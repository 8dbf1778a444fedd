/** The door: {@link dev.diskless.Diskless}, its builders and what they report. */
package dev.diskless;
