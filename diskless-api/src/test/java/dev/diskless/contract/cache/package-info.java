/** What every package cache must do. */
package dev.diskless.contract.cache;
