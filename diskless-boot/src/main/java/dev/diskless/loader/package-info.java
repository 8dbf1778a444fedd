/** Boot systems on media: what belongs to one, what its loaders are told, and how it gets onto a target. */
package dev.diskless.loader;
