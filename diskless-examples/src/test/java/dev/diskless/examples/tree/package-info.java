/** Trees that are copied. */
package dev.diskless.examples.tree;
