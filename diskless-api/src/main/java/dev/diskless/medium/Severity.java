package dev.diskless.medium;

/** How much a finding matters, from worst to least. */
public enum Severity {
    /** The machine will not come up as asked, or data is damaged. */
    ERROR,
    /** The machine may come up without something that was wanted. */
    WARNING,
    /** Worth knowing. */
    NOTE
}
