/** What the door is made of. */
package dev.diskless.internal;
