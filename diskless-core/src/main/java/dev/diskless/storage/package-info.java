/** Places that keep overlays and backups. */
package dev.diskless.storage;
