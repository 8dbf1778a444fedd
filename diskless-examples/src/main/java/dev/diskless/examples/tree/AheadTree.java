package dev.diskless.examples.tree;

import dev.diskless.progress.Progress;
import java.io.IOException;
import java.util.List;

/**
 * A tree of paths that another thread reads, a bounded number of objects ahead of the sink: small files have been read
 * when the sink asks for them. The sink is called by the thread that walks, with the same objects in the same order as
 * without this, and what cannot be read fails where it would have failed then.
 *
 * @param tree the tree itself
 */
public record AheadTree(PathTree tree) implements TreeSource {

    @Override
    public void walk(TreeSink sink, Progress progress) throws IOException {
        Handover<List<AheadReader.Step>> handover = new Handover<>();
        Thread reader = new Thread(() -> new AheadReader(handover).read(tree), "tree ahead");
        reader.setDaemon(true);
        reader.start();
        try {
            for (List<AheadReader.Step> steps = handover.take(); steps != null; steps = handover.take()) {
                for (AheadReader.Step step : steps) {
                    step.on(sink, progress);
                }
            }
        } finally {
            handover.stop();
            await(reader);
        }
    }

    // What is read may be closed after the walk.
    private static void await(Thread reader) {
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
