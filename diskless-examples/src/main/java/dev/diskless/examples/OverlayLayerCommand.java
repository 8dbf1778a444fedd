package dev.diskless.examples;

import dev.diskless.overlay.HiddenEntry;
import dev.diskless.overlay.LayeredOverlay;
import dev.diskless.overlay.OverlayLayers;
import dev.diskless.overlay.Provenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts overlays on top of each other. */
@Command(
        name = "layer",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts overlays on top of each other, the lowest first, and prints where every entry came from.",
            "The highest layer that has a path gives it; what is no directory hides what lower layers have below, and"
                    + " the",
            "other way round; etc/apk/world and lbu.list are put together from all layers."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields.
final class OverlayLayerCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private NewOverlay target;

    @Parameters(
            arity = "1..*",
            paramLabel = "[NAME=]OVERLAY",
            description = "the layers; without NAME one is called as its file")
    private List<String> layers = new ArrayList<>();

    @Option(names = "--no-unions", description = "let the highest layer give world and lbu.list too")
    private boolean noUnions;

    @Option(names = "--json", description = "print JSON instead of text")
    private boolean json;

    record Report(List<Provenance> entries, List<HiddenEntry> hidden) {}

    @Override
    public Integer call() throws IOException {
        List<OverlayLayers.Layer> all = new ArrayList<>();
        for (String layer : layers) {
            int divider = layer.indexOf('=');
            boolean named = divider > 0 && !Files.exists(Path.of(layer));
            Path file = Path.of(named ? layer.substring(divider + 1) : layer);
            String name = named ? layer.substring(0, divider) : String.valueOf(file.getFileName());
            all.add(new OverlayLayers.Layer(name, target.files().source(file)));
        }
        OverlayLayers stack = OverlayLayers.of(all.toArray(OverlayLayers.Layer[]::new));
        LayeredOverlay joined =
                (noUnions ? stack.withoutUnions() : stack).join(target.files().progress());
        target.write((format, file, replace) ->
                joined.writeTo(format, file, replace, target.files().progress()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(new Report(joined.provenance(), joined.hidden()), out);
        } else {
            joined.provenance().forEach(one -> out.print(one + "\n"));
            joined.hidden().forEach(one -> out.print(one + "\n"));
        }
        out.flush();
        return 0;
    }
}
