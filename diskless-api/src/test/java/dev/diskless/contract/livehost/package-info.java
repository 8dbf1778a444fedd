/** The rules every live host keeps. */
package dev.diskless.contract.livehost;
