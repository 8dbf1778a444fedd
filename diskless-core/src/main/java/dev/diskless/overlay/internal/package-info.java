/** The bytes of apkovl files: gzip members, tar headers, names. */
package dev.diskless.overlay.internal;
