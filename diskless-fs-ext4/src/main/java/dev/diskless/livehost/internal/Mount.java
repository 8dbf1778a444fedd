package dev.diskless.livehost.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of {@code /proc/self/mountinfo}, as proc_pid_mountinfo(5) describes it.
 *
 * @param number major and minor number of the device with a colon between
 * @param source the device as it was named when it was mounted, raw
 * @param point where it is mounted
 */
record Mount(String number, String source, String point) {

    /** Reads raw lines; those that are no mounts are left out. */
    static List<Mount> parse(List<String> lines) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : lines) {
            String[] fields = line.split(" ", -1);
            int dash = 6;
            while (dash < fields.length && !fields[dash].equals("-")) {
                dash++;
            }
            if (dash + 2 < fields.length) {
                String source = HostName.unescape(fields[dash + 2]);
                mounts.add(new Mount(fields[2], source, HostName.text(HostName.unescape(fields[4]))));
            }
        }
        return mounts;
    }
}
