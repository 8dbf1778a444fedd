package dev.diskless.overlay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.diskless.contract.tool.HostAbility;
import dev.diskless.contract.tool.RealTool;
import dev.diskless.fault.DisklessException;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.fault.LimitExceededException;
import dev.diskless.overlay.OverlayLayers.Layer;
import dev.diskless.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayLayersTest {

    private static final int ROUNDS = 150;

    @TempDir
    Path directory;

    @Test
    void theHighestLayerGivesAPathAndSaysSo() throws IOException {
        LayeredOverlay joined = join(
                new Trees().directory("etc").file("etc/motd", "base").file("etc/only", "base"),
                new Trees().file("etc/motd", "role").link("etc/runlevels/default/sshd", "/etc/init.d/sshd"),
                new Trees().file("etc/motd", 0600, Trees.TIME, "host"));
        assertEquals("""
            etc: base
            etc/motd: host, over role, base
            etc/only: base
            etc/runlevels/default/sshd: role
            """, joined.toString());
        assertEquals(Map.of("etc/motd", "host", "etc/only", "base"), Trees.texts(joined.entries()));
    }

    @Test
    void noDirectoryHidesWhatLiesBelowAndIsHiddenByIt() throws IOException {
        LayeredOverlay joined = join(
                new Trees()
                        .file("etc/a/x", "base")
                        .directory("etc/b")
                        .file("etc/b/y", "base")
                        .file("etc/c", "base"),
                new Trees().file("etc/a", "role").link("etc/b", "/elsewhere"),
                new Trees().file("etc/a/z", "host").file("etc/c/w", "host"));
        assertEquals("""
            etc/a/z: host
            etc/b: role, over base
            etc/c/w: host
            etc/a of role: hidden by etc/a/z of host
            etc/a/x of base: hidden by etc/a of role
            etc/b/y of base: hidden by etc/b of role
            etc/c of base: hidden by etc/c/w of host
            """, joined.toString());
    }

    @Test
    void worldsAndIncludeListsAddUp() throws IOException {
        Trees base = new Trees()
                .file("etc/apk/world", "openssh\nalpine-base\nnano=7.2-r1\n")
                .file(PackageLines.INCLUDE_LIST, "+root/.ssh\n-etc/tmp\n");
        Trees host = new Trees()
                .file("etc/apk/world", "chrony\n!openssh\nnano\n")
                .file(PackageLines.INCLUDE_LIST, "+srv\n+/etc/tmp/\n");
        LayeredOverlay joined = join(base, host);
        assertEquals(
                Map.of(
                        "etc/apk/world",
                        "!openssh\nalpine-base\nchrony\nnano\n",
                        PackageLines.INCLUDE_LIST,
                        "+root/.ssh\n+srv\n+/etc/tmp/\n"),
                Trees.texts(joined.entries()));
        assertEquals("etc/apk/world: base + role", joined.provenance().get(1).toString());
        assertEquals(
                "chrony\n!openssh\nnano\n",
                Trees.texts(OverlayLayers.of(layers(base.source(), host.source()))
                                .withoutUnions()
                                .join()
                                .entries())
                        .get("etc/apk/world"));
    }

    @Test
    void hardLinksWhoseFileIsReplacedBecomeFiles() throws IOException {
        Trees base = new Trees()
                .file("etc/a", "linked")
                .hardLink("etc/b", "etc/a")
                .hardLink("etc/c", "etc/a")
                .file("etc/d", "kept")
                .hardLink("etc/e", "etc/d");
        LayeredOverlay joined = join(base, new Trees().file("etc/a", "own"));
        Path file = directory.resolve("x.apkovl.tar.gz");
        joined.writeTo(new ApkovlFormat(), Files.newOutputStream(file), Progress.silent());
        EntrySource written = EntrySource.overlay(file, new ApkovlFormat());
        assertEquals(Map.of("etc/a", "own", "etc/b", "linked", "etc/d", "kept"), Trees.texts(written));
        assertEquals(
                List.of(),
                OverlayComparison.between(
                                written,
                                new Trees()
                                        .file("etc/a", "own")
                                        .file("etc/b", "linked")
                                        .file("etc/c", "linked")
                                        .file("etc/d", "kept")
                                        .file("etc/e", "kept")
                                        .source())
                        .differences());
    }

    @Test
    void theLastOfSeveralEntriesOfALayerCounts() throws IOException {
        LayeredOverlay joined =
                join(new Trees().file("etc/a", "old").file("etc/a", "new!").file("etc/a", "last"));
        assertEquals(Map.of("etc/a", "last"), Trees.texts(joined.entries()));
    }

    @Test
    void aLayerThatContradictsItselfIsRefused() throws IOException {
        Trees odd = new Trees().link("etc/a", "/x").file("etc/a/b", "x");
        assertThrows(InvalidRequestException.class, () -> join(odd));
        assertThrows(InvalidRequestException.class, OverlayLayers::of);
        Layer layer = new Layer("base", odd.source());
        assertThrows(InvalidRequestException.class, () -> OverlayLayers.of(layer, layer));
    }

    @Test
    void namesOfVeryManyPartsAreALimit() {
        Trees deep = new Trees().file("a/".repeat(300) + "x", "x");
        assertThrows(LimitExceededException.class, () -> join(deep));
        assertThrows(
                LimitExceededException.class,
                () -> OverlayMerge.of(EntrySource.none(), deep.source(), deep.source())
                        .merge());
    }

    @Test
    void aLayerThatChangedMeanwhileIsAFault() throws IOException {
        Path file = directory.resolve("x.apkovl.tar.gz");
        write(new Trees().file("etc/a", "one").file("etc/b", "two").source(), file);
        LayeredOverlay joined = OverlayLayers.of(layers(EntrySource.overlay(file, new ApkovlFormat())))
                .join();
        write(new Trees().file("etc/b", "two").source(), file);
        assertThrows(
                DisklessException.class,
                () -> joined.writeTo(new ApkovlFormat(), new ByteArrayOutputStream(), Progress.silent()));
    }

    @Test
    void lawsOfLayeringHold() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            EntrySource a = MutableTree.of(random, true).source();
            EntrySource b = MutableTree.of(random, true).source();
            EntrySource c = MutableTree.of(random, true).source();
            EntrySource none = EntrySource.none();
            assertAlike(a, joined(a), seed);
            assertAlike(a, joined(a, a), seed);
            assertAlike(a, joined(none, a), seed);
            assertAlike(a, joined(a, none), seed);
            EntrySource all = joined(a, b, c);
            assertAlike(all, joined(joined(a, b), c), seed);
            assertAlike(all, joined(a, b, c, c), seed);
            // What is above is there whole.
            assertEquals(
                    List.of(),
                    OverlayComparison.between(c, all).differences().stream()
                            .filter(difference -> difference.right().isEmpty()
                                    || difference.left().isPresent())
                            .toList());
        }
    }

    @Test
    void unpackingOneAfterTheOtherGivesTheSame() throws IOException {
        HostAbility.chroot();
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            Path stacked = Files.createDirectory(directory.resolve("stacked" + seed));
            Path once = Files.createDirectory(directory.resolve("once" + seed));
            EntrySource[] sources = new EntrySource[3];
            for (int i = 0; i < sources.length; i++) {
                Path file = directory.resolve(seed + "-" + i + ".apkovl.tar.gz");
                write(MutableTree.of(random, false).source(), file);
                sources[i] = EntrySource.overlay(file, new ApkovlFormat());
                RealTool.named("tar").run("-xpzf", file, "-C", stacked).succeeded();
            }
            Path file = directory.resolve(seed + ".apkovl.tar.gz");
            OverlayLayers.of(layers(sources))
                    .join()
                    .writeTo(new ApkovlFormat(), Files.newOutputStream(file), Progress.silent());
            RealTool.named("tar").run("-xpzf", file, "-C", once).succeeded();
            TreeFacts.assertSame(
                    withoutImplied(TreeFacts.comparable(TreeFacts.ofDirectory(stacked))),
                    withoutImplied(TreeFacts.comparable(TreeFacts.ofDirectory(once))));
        }
    }

    // Directories that tar makes on the way belong to whoever runs the test; those of the trees have mode 06xx.
    private static Map<String, TreeFacts> withoutImplied(Map<String, TreeFacts> facts) {
        Map<String, TreeFacts> result = new TreeMap<>(facts);
        result.values().removeIf(fact -> fact.type().equals("DIRECTORY") && (fact.mode() & 0100) != 0);
        return result;
    }

    private static void assertAlike(EntrySource expected, EntrySource found, int seed) throws IOException {
        assertEquals(List.of(), OverlayComparison.between(expected, found).differences(), () -> "seed " + seed);
    }

    private static EntrySource joined(EntrySource... sources) throws IOException {
        return OverlayLayers.of(layers(sources)).join().entries();
    }

    private static LayeredOverlay join(Trees... trees) throws IOException {
        EntrySource[] sources = new EntrySource[trees.length];
        for (int i = 0; i < trees.length; i++) {
            sources[i] = trees[i].source();
        }
        return OverlayLayers.of(layers(sources)).join();
    }

    private static Layer[] layers(EntrySource... sources) {
        List<String> names = List.of("base", "role", "host", "extra");
        Layer[] layers = new Layer[sources.length];
        for (int i = 0; i < sources.length; i++) {
            layers[i] = new Layer(names.get(i), sources[i]);
        }
        return layers;
    }

    private static void write(EntrySource source, Path file) throws IOException {
        OverlayLayers.of(new Layer("x", source))
                .join()
                .writeTo(new ApkovlFormat(), Files.newOutputStream(file), Progress.silent());
    }
}
