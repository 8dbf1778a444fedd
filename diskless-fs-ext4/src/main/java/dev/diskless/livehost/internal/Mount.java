package dev.diskless.livehost.internal;

import dev.diskless.medium.MountedVolume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A line of {@code /proc/self/mountinfo}, as proc_pid_mountinfo(5) describes it.
 *
 * @param number major and minor number of the device with a colon between
 * @param source the device as it was named when it was mounted, raw
 * @param point where it is mounted
 * @param type the type of the file system
 * @param options those of the mount
 * @param common those of the file system, whatever the mount
 */
record Mount(String number, String source, String point, String type, List<String> options, List<String> common) {

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
                String common = dash + 3 < fields.length ? fields[dash + 3] : "";
                mounts.add(new Mount(
                        fields[2],
                        source,
                        HostName.text(HostName.unescape(fields[4])),
                        fields[dash + 1],
                        Arrays.asList(fields[5].split(",")),
                        Arrays.asList(common.split(","))));
            }
        }
        return mounts;
    }

    MountedVolume volume() {
        List<String> others = options.stream()
                .filter(option -> !option.equals("ro") && !option.equals("rw"))
                .toList();
        return new MountedVolume(
                HostName.text(source), point, type, others, options.contains("ro"), common.contains("ro"));
    }
}
