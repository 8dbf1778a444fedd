/** The plug-in points, found by {@link java.util.ServiceLoader} through a {@link dev.diskless.spi.Registry}. */
package dev.diskless.spi;
