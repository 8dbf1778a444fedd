/**
 * Alpine packages: keys, signed indexes, the choice of packages, the package cache, and writers of packages and indexes.
 *
 * <p>Speaks the second generation of the formats: packages and indexes of concatenated gzip members.
 */
package dev.diskless.apk;
