/** What every overlay format must keep to. */
package dev.diskless.contract.overlay;
