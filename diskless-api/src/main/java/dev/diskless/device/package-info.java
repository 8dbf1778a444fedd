/** Block devices: bytes, sectors and a flush barrier, in forms that need nothing but the JDK. */
package dev.diskless.device;
