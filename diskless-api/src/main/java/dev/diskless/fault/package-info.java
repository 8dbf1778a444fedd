/** The exceptions of this library and the facts they carry. */
package dev.diskless.fault;
