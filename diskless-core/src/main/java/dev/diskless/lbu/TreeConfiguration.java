package dev.diskless.lbu;

import dev.diskless.overlay.OverlayTree;
import java.io.IOException;
import java.util.Optional;

/** The configuration in an overlay that is being made. */
record TreeConfiguration(OverlayTree tree) implements Configuration {

    @Override
    public Optional<String> text(String name) throws IOException {
        return tree.text(name);
    }

    @Override
    public void text(String name, String text) throws IOException {
        tree.text(name, text);
    }

    @Override
    public void symlink(String name, String target) throws IOException {
        tree.symlink(name, target);
    }

    @Override
    public void directory(String name) {
        // Mount points and caches are of the machine, not of its overlay.
    }
}
