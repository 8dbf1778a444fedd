package dev.diskless.apk;

/** The generations of apk-tools, which differ in whose owner and mode count for a directory of several packages. */
public enum ApkGeneration {
    /** Version 2: the lowest owner and group, and of those the permissions that all packages give. */
    APK_2,
    /**
     * Version 3: the package with the highest priority of replacing, else the one that the others are built with, else
     * the first by name.
     */
    APK_3
}
