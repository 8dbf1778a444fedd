/** Real programs and real media as judges of tests; absent ones skip the test visibly. */
package dev.diskless.contract.tool;
