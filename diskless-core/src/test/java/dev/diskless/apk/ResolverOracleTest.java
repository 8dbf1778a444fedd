package dev.diskless.apk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.diskless.contract.tool.Samples;
import dev.diskless.fault.DisklessException;
import dev.diskless.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of packages against that of the real apk, on real indexes and sets that nobody tuned. */
@Tag("chroot")
class ResolverOracleTest {

    @TempDir
    static Path temp;

    private static RealApk apk;

    @BeforeAll
    static void unpack() throws IOException {
        Path medium = Samples.medium();
        Path full = Samples.of("full.APKINDEX.tar.gz");
        apk = RealApk.in(temp);
        apk.copy(medium.resolve("apks"), "medium");
        Files.createDirectories(apk.root().resolve("full/x86"));
        apk.copy(full, "full/x86/APKINDEX.tar.gz");
        apk.initialise("arm", "aarch64");
        apk.initialise("intel", "x86");
    }

    @Test
    void choosesAsApkForATypicalServer() throws IOException {
        compare("medium", "aarch64", "arm", List.of(List.of("alpine-base", "chrony", "openssh")));
    }

    @Test
    void choosesAsApkForEverySinglePackageOfTheMedium() throws IOException {
        List<List<String>> sets = new ArrayList<>();
        for (PackageInfo item : open("medium", "aarch64").packages()) {
            sets.add(List.of(item.name()));
            sets.add(List.of("alpine-base", item.name()));
        }
        compare("medium", "aarch64", "arm", sets);
    }

    @Test
    void choosesAsApkForRandomSetsOfTheMedium() throws IOException {
        compare("medium", "aarch64", "arm", randomSets(open("medium", "aarch64"), 150, 4, 1));
    }

    @Test
    void choosesAsApkForRandomSetsOfALargeIndex() throws IOException {
        compare("full", "x86", "intel", randomSets(open("full", "x86"), 200, 5, 2));
    }

    private static List<List<String>> randomSets(Repository repository, int count, int most, long seed) {
        Random random = new Random(seed);
        List<PackageInfo> packages = repository.packages();
        List<List<String>> sets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TreeSet<String> names = new TreeSet<>();
            for (int j = random.nextInt(most); j >= 0; j--) {
                names.add(packages.get(random.nextInt(packages.size())).name());
            }
            sets.add(List.copyOf(names));
        }
        return sets;
    }

    private static Repository open(String repository, String architecture) throws IOException {
        return Repository.open(
                apk.root().resolve(repository).resolve(architecture),
                KeyRing.load(List.of(apk.keys())),
                Progress.silent());
    }

    private static void compare(String name, String architecture, String target, List<List<String>> sets)
            throws IOException {
        Repository repository = open(name, architecture);
        List<String> differences = new ArrayList<>();
        int resolved = 0;
        for (List<String> set : sets) {
            Optional<Selection> selection = choice(repository, set);
            List<String> world = new ArrayList<>(set);
            selection.ifPresent(chosen -> world.addAll(chosen.implied()));
            Optional<TreeSet<String>> expected = apk.choice(target, architecture, name, world);
            Optional<TreeSet<String>> found = selection.map(ResolverOracleTest::names);
            resolved += found.isPresent() ? 1 : 0;
            boolean needless = world.size() > set.size()
                    && apk.choice(target, architecture, name, set).isPresent();
            if (!expected.equals(found) || needless) {
                differences.add(set + "\n  apk:  " + expected + "\n  ours: " + found);
            }
        }
        assertTrue(resolved * 2 > sets.size(), resolved + " of " + sets.size() + " sets could be resolved");
        assertEquals(List.of(), differences, () -> differences.size() + " of " + sets.size() + " sets differ");
    }

    private static Optional<Selection> choice(Repository repository, List<String> names) {
        try {
            return Optional.of(repository.resolve(names));
        } catch (DisklessException e) {
            return Optional.empty();
        }
    }

    private static TreeSet<String> names(Selection selection) {
        TreeSet<String> packages = new TreeSet<>();
        selection.packages().forEach(item -> packages.add(item.toString()));
        return packages;
    }
}
