/** Values that describe a medium: partitions, file systems, overlays, caches, boot systems, findings. */
package dev.diskless.medium;
