package dev.diskless.ext4.internal;

import dev.diskless.ext4.internal.disk.PosixAcl;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Chooses steps that can be carried out: first those that make a tree of all kinds of things, then changes of it. */
final class TreeChoices {

    private static final int PERMISSIONS = 07777;

    private final TreeMap<String, Node> tree = new TreeMap<>();
    private final Random random;
    private final boolean exact;
    private int next;
    private TreeSteps steps = new TreeSteps();

    private static final class Node {
        private final char kind;
        private long size;
        private boolean isTouched;

        Node(char kind) {
            this.kind = kind;
        }
    }

    /** Times have nanoseconds and late years only where inodes have room for them. */
    TreeChoices(long seed, boolean exact) {
        this.random = new Random(seed);
        this.exact = exact;
    }

    /** A tree with so many files of usual sizes, and so many names in one directory. */
    TreeSteps make(int files, int wide) {
        steps = new TreeSteps();
        directory("wide");
        for (int i = 0; i < wide; i++) {
            special("wide/" + name(20 + random.nextInt(40)), 0x1000 | random.nextInt(01000), 0, 0);
        }
        String deep = "deep";
        for (int i = 0; i < 30; i++) {
            directory(deep);
            deep += "/" + name(1 + random.nextInt(30));
        }
        directory("names");
        for (int i = 0; i < 12; i++) {
            file("names/" + bytes(255));
        }
        for (int i = 0; i < 8; i++) {
            directory("d" + i);
        }
        for (int i = 0; i < files; i++) {
            file("d" + random.nextInt(8) + "/" + name(1 + random.nextInt(60)));
        }
        sparse("sparse");
        special("null", 0x2000 | 0666, 1, 3);
        special("disk", 0x6000 | 0660, 259, 300);
        special("far", 0x2000 | 0600, 4095, 1_048_575);
        special("socket", 0xC000 | 0755, 0, 0);
        for (int length : new int[] {1, 59, 60, 61, 900}) {
            steps.symlink("link-" + length, name(length));
            tree.put("link-" + length, new Node('l'));
        }
        file("program");
        steps.owner("program", 0, 12).mode("program", 06755);
        byte[] capability = {1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        steps.set("program", "security.capability", capability);
        tree.remove("program");
        for (int i = 0; i < files / 10; i++) {
            link();
            attribute();
        }
        return settle();
    }

    /** So many changes of every kind; half of the names of the wide directory go. */
    TreeSteps change(int count) {
        steps = new TreeSteps();
        int i = 0;
        for (String path : List.copyOf(tree.keySet())) {
            if (path.startsWith("wide/") && tree.get(path).kind != 'd' && i++ % 2 == 0) {
                forget(path);
                steps.unlink(path);
            }
        }
        for (int round = 0; round < count; round++) {
            switch (random.nextInt(16)) {
                case 0 -> replace();
                case 1, 2 -> append();
                case 3, 4 -> resize();
                case 5, 6 -> remove();
                case 7 -> rename();
                case 8 -> attribute();
                case 9 -> mode();
                case 10 -> owner();
                case 11 -> link();
                case 12 -> directory(inside() + name(10));
                case 13 -> symlink(inside() + name(70));
                case 14 -> emptyDirectory();
                default -> file(inside() + name(8));
            }
        }
        return settle();
    }

    private TreeSteps settle() {
        tree.forEach((path, node) -> {
            if (node.isTouched || node.kind == 'd') {
                long seconds = random.nextInt(exact ? 4 : 2) * 1_000_000_000L + random.nextInt(100_000_000);
                steps.time(path, seconds * 1_000_000_000L + (exact ? random.nextInt(1_000_000_000) : 0));
            }
        });
        // Names of one inode are gone through in order, so that the last of them decides.
        tree.values().forEach(node -> node.isTouched = false);
        steps.time("", 1_600_000_000L * 1_000_000_000L);
        return steps;
    }

    private void symlink(String path) {
        steps.symlink(path, name(1 + random.nextInt(200)));
        Node node = new Node('l');
        node.isTouched = true;
        tree.put(path, node);
    }

    private void directory(String path) {
        steps.directory(path, random.nextInt(PERMISSIONS + 1) & ~02000);
        tree.put(path, new Node('d'));
    }

    private void file(String path) {
        steps.file(path, random.nextInt(01000));
        Node node = new Node('f');
        node.isTouched = true;
        tree.put(path, node);
        write(path, node, 0, length());
    }

    private int length() {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> 4096 * random.nextInt(5);
            case 2 -> random.nextInt(200_000);
            case 3 -> 1024 * random.nextInt(20);
            default -> random.nextInt(9000);
        };
    }

    private void sparse(String path) {
        file(path);
        Node node = tree.get(path);
        for (int i = 0; i < 30; i++) {
            write(path, node, random.nextInt(3_000_000), 1 + random.nextInt(3000));
        }
    }

    private void special(String path, int mode, int major, int minor) {
        steps.special(path, mode, major, minor);
        tree.put(path, new Node('s'));
    }

    private void write(String path, Node node, long position, int length) {
        if (length > 0) {
            steps.write(path, position, random.nextInt(1 << 30), length);
            node.size = Math.max(node.size, position + length);
            node.isTouched = true;
        }
    }

    private void replace() {
        String path = choose('f');
        String fresh = inside() + name(12);
        file(fresh);
        forget(path);
        tree.put(path, tree.remove(fresh));
        steps.rename(fresh, path);
    }

    private void append() {
        String path = choose('f');
        Node node = tree.get(path);
        long position = random.nextBoolean() ? node.size : random.nextInt((int) node.size + 20_000);
        write(path, node, position, 1 + random.nextInt(30_000));
    }

    private void resize() {
        String path = choose('f');
        Node node = tree.get(path);
        node.size = random.nextBoolean() ? random.nextInt((int) node.size + 1) : node.size + random.nextInt(20_000);
        node.isTouched = true;
        steps.resize(path, node.size);
    }

    private void remove() {
        String path = choose(random.nextInt(5) == 0 ? 'l' : 'f');
        forget(path);
        steps.unlink(path);
    }

    private void rename() {
        String path = choose(random.nextInt(4) == 0 ? 'd' : 'f');
        String name = inside() + name(15);
        if (name.startsWith(path + "/") || path.equals("wide")) {
            return;
        }
        steps.rename(path, name);
        List<String> below = new ArrayList<>(tree.subMap(path + "/", path + "0").keySet());
        below.add(path);
        for (String old : below) {
            tree.put(name + old.substring(path.length()), tree.remove(old));
        }
    }

    private void mode() {
        steps.mode(choose(random.nextInt(4) == 0 ? 'd' : 'f'), random.nextInt(PERMISSIONS + 1) & ~02000);
    }

    private void owner() {
        String path = choose(random.nextInt(3) == 0 ? 'l' : 'f');
        if (tree.get(path).kind == 'f') {
            // Linux takes the bits that would let others act as the new owner.
            steps.mode(path, random.nextInt(01000));
        }
        steps.owner(path, random.nextInt(200_000), random.nextInt(200_000));
    }

    private void link() {
        String name = inside() + name(9);
        Node node = tree.get(choose('f'));
        steps.link(pathOf(node), name);
        tree.put(name, node);
    }

    private String pathOf(Node node) {
        return tree.entrySet().stream()
                .filter(entry -> entry.getValue() == node)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private void attribute() {
        String path = choose(random.nextInt(5) == 0 ? 'd' : 'f');
        byte[] list = AttributeStep.acl(random);
        switch (random.nextInt(4)) {
            case 0 -> steps.set(path, "user.value", new byte[] {(byte) random.nextInt(4)});
            case 1 -> steps.set(path, "user.long", Sample.noise(random.nextInt(600), random.nextInt(5)));
            case 2 -> steps.set(path, "trusted.other", Sample.bytes(name(20)));
            default -> {
                if (list.length > 4 && PosixAcl.isValid(list)) {
                    steps.set(path, "system.posix_acl_access", list);
                    steps.mode(path, random.nextInt(01000));
                }
            }
        }
    }

    private void emptyDirectory() {
        String path = inside() + name(10);
        directory(path);
        steps.rmdir(path);
        tree.remove(path);
    }

    private void forget(String path) {
        tree.remove(path);
    }

    private String choose(char kind) {
        List<String> all = tree.entrySet().stream()
                .filter(entry -> entry.getValue().kind == kind)
                .map(java.util.Map.Entry::getKey)
                .toList();
        return all.get(random.nextInt(all.size()));
    }

    private String inside() {
        return choose('d') + "/";
    }

    /** A name that is not there yet. */
    private String name(int length) {
        StringBuilder name = new StringBuilder(Integer.toString(next++, 36));
        while (name.length() < length) {
            name.append((char) ('a' + random.nextInt(26)));
        }
        return name.toString();
    }

    private String bytes(int length) {
        StringBuilder name = new StringBuilder();
        while (name.length() < length) {
            char c = (char) (1 + random.nextInt(255));
            name.append(c == '/' ? '_' : c);
        }
        return name.toString();
    }
}
