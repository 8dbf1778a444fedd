/** Classes that break the rules, to prove that each rule can fail. */
package dev.diskless.examples.gate.bad;
