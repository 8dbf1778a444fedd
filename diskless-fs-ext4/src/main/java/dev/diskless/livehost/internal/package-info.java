/** The devices of a running Linux: facts from its own tables in plain Java, and few system calls through JNA. */
package dev.diskless.livehost.internal;
