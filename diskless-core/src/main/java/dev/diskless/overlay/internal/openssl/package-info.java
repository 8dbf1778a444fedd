/** What {@code openssl enc} writes and reads with a password: salt, key derivation, ciphers. */
package dev.diskless.overlay.internal.openssl;
