package probe;

import dev.diskless.Diskless;
import dev.diskless.spi.Plugin;
import dev.diskless.spi.Registry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** Uses the library as a program in some host does. */
public final class HostProbe {

    private HostProbe() {}

    public static void main(String[] arguments) throws Exception {
        System.out.print(report(arguments[0], arguments[1]));
    }

    /** Lists plug-ins, builds an image from a medium, opens it. */
    public static String report(String medium, String image) throws Exception {
        StringBuilder text = new StringBuilder();
        for (Class<? extends Plugin> point : List.of(
                dev.diskless.spi.BootDevice.class,
                dev.diskless.spi.FileSystemFormat.class,
                dev.diskless.spi.LiveHost.class,
                dev.diskless.spi.OverlayFormat.class,
                dev.diskless.spi.PackageCache.class,
                dev.diskless.spi.PartitionScheme.class,
                dev.diskless.spi.PreflightCheck.class,
                dev.diskless.spi.StorageBackend.class)) {
            List<String> names = Registry.standard().all(point).stream()
                    .map(Plugin::name)
                    .sorted()
                    .toList();
            text.append("probe: " + point.getSimpleName() + " " + names + "\n");
        }
        Diskless.image(Path.of(image)).boot(Path.of(medium)).size(64 << 20).hostname("probe").build();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of(image)));
        text.append("probe: image " + HexFormat.of().formatHex(digest) + "\n");
        try (var opened = Diskless.open(Path.of(image))) {
            text.append("probe: overlay " + opened.overlays().get(0).fileName() + "\n");
            text.append("probe: cache " + opened.caches().get(0).packages() + "\n");
        }
        return text.toString();
    }
}
