/** What users get: the packaged jars, in the hosts they are used in. */
package dev.diskless.examples.packaging;
