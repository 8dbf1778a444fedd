package dev.diskless.overlay;

import dev.diskless.medium.EntryType;
import dev.diskless.medium.OverlayEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Small trees from a seed that can be changed at random; types change too if asked for. */
final class MutableTree {

    private record Node(EntryType type, String text, int mode, int uid, long time) {}

    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final boolean retyping;

    private MutableTree(boolean retyping) {
        this.retyping = retyping;
    }

    static MutableTree of(Random random, boolean retyping) {
        MutableTree tree = new MutableTree(retyping);
        for (int i = 0; i < 25; i++) {
            tree.put(random);
        }
        return tree;
    }

    MutableTree changed(Random random, int changes) {
        MutableTree copy = new MutableTree(retyping);
        copy.nodes.putAll(nodes);
        for (int i = 0; i < changes; i++) {
            List<String> names = new ArrayList<>(copy.nodes.keySet());
            String name = names.isEmpty() ? "" : names.get(random.nextInt(names.size()));
            Node node = copy.nodes.get(name);
            switch (node == null ? 0 : random.nextInt(6)) {
                case 0 -> copy.put(random);
                case 1 -> copy.remove(name);
                case 2 ->
                    copy.nodes.put(
                            name, new Node(node.type(), edited(random, node), node.mode(), node.uid(), time(random)));
                case 3 ->
                    copy.nodes.put(name, new Node(node.type(), node.text(), mode(random), node.uid(), node.time()));
                case 4 ->
                    copy.nodes.put(
                            name, new Node(node.type(), node.text(), node.mode(), random.nextInt(3), node.time()));
                default ->
                    copy.nodes.put(name, new Node(node.type(), node.text(), node.mode(), node.uid(), time(random)));
            }
        }
        return copy;
    }

    private static String edited(Random random, Node node) {
        String[] lines = node.text().split("\n", -1);
        if (node.type() == EntryType.FILE) {
            lines[random.nextInt(lines.length)] = "edit " + random.nextInt(1000);
        }
        return String.join("\n", lines);
    }

    private void remove(String name) {
        nodes.keySet().removeIf(other -> other.equals(name) || other.startsWith(name + "/"));
    }

    private void put(Random random) {
        StringBuilder name = new StringBuilder("etc");
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            name.append('/').append((char) ('a' + random.nextInt(4)));
            boolean last = depth == 0;
            if (!last && !retyping && kindOf(name.toString()) != 0) {
                return;
            }
            Node there = nodes.get(name.toString());
            if (!last && there != null && there.type() != EntryType.DIRECTORY) {
                nodes.remove(name.toString());
            }
        }
        // Without changes of type a name says what it is.
        int kind = retyping ? random.nextInt(4) : kindOf(name.toString());
        EntryType type = kind == 0 ? EntryType.DIRECTORY : kind == 1 ? EntryType.SYMLINK : EntryType.FILE;
        if (type != EntryType.DIRECTORY) {
            remove(name.toString());
        }
        String text = type == EntryType.SYMLINK ? "target" + random.nextInt(4) : text(random);
        nodes.put(name.toString(), new Node(type, text, mode(random), random.nextInt(3), time(random)));
    }

    private static int kindOf(String name) {
        return name.endsWith("a") || name.endsWith("b") ? 0 : name.endsWith("c") ? 1 : 2;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append("line ").append(random.nextInt(30)).append('\n');
        }
        return text.toString();
    }

    private static int mode(Random random) {
        return 0600 | random.nextInt(0100);
    }

    private static long time(Random random) {
        return 1_500_000_000L + random.nextInt(1000);
    }

    EntrySource source() {
        Trees trees = new Trees();
        nodes.forEach((name, node) -> {
            boolean file = node.type() == EntryType.FILE;
            boolean link = node.type() == EntryType.SYMLINK;
            byte[] content = file ? node.text().getBytes(StandardCharsets.UTF_8) : new byte[0];
            OverlayEntry entry = new OverlayEntry(
                    name,
                    node.type(),
                    link ? 0777 : node.mode(),
                    node.uid(),
                    0,
                    Instant.ofEpochSecond(node.time()),
                    content.length,
                    link ? node.text() : "",
                    0,
                    0);
            trees.add(entry, content);
        });
        return trees.source();
    }
}
