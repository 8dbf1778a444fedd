package dev.diskless.lbu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of a root. Changes are gathered and checked, then made together, or else taken back. */
final class RootConfiguration implements Configuration {

    private final Path root;
    private final List<String> directories = new ArrayList<>();
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();

    RootConfiguration(Path root) {
        this.root = root;
    }

    @Override
    public Optional<String> text(String name) throws IOException {
        String changed = texts.get(name);
        return changed != null ? Optional.of(changed) : file(name).text();
    }

    @Override
    public void text(String name, String text) {
        texts.put(name, text);
    }

    @Override
    public void symlink(String name, String target) {
        links.put(name, target);
    }

    @Override
    public void directory(String name) {
        directories.add(name);
    }

    private RootFile file(String name) {
        return RootFile.of(root, name);
    }

    /** Makes the changes; gives the names of what was not so already, in the order in which it was made. */
    List<String> apply() throws IOException {
        for (String name : directories) {
            file(name).checkDirectory();
        }
        for (String name : texts.keySet()) {
            file(name).text();
        }
        for (String name : links.keySet()) {
            file(name).linkTarget();
        }
        List<String> changed = new ArrayList<>();
        List<Undo> made = new ArrayList<>();
        try {
            for (String name : directories) {
                if (file(name).makeDirectory()) {
                    changed.add(name);
                }
            }
            for (Map.Entry<String, String> text : texts.entrySet()) {
                RootFile file = file(text.getKey());
                Optional<String> old = file.text();
                if (old.filter(text.getValue()::equals).isEmpty()) {
                    file.write(text.getValue());
                    made.add(0, () -> file.restore(old));
                    changed.add(text.getKey());
                }
            }
            for (Map.Entry<String, String> link : links.entrySet()) {
                if (file(link.getKey()).link(link.getValue())) {
                    changed.add(link.getKey());
                }
            }
        } catch (IOException e) {
            for (Undo undo : made) {
                try {
                    undo.run();
                } catch (IOException another) {
                    e.addSuppressed(another);
                }
            }
            throw e;
        }
        return changed;
    }

    private interface Undo {
        void run() throws IOException;
    }
}
