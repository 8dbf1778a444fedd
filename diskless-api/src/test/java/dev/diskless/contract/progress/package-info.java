/** A listener that holds reports of progress to their rules. */
package dev.diskless.contract.progress;
