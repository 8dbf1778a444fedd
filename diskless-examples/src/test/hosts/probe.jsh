import dev.diskless.Diskless;
import dev.diskless.spi.*;
import java.security.MessageDigest;

List<Class<? extends Plugin>> points = List.of(
        BootDevice.class, FileSystemFormat.class, LiveHost.class, OverlayFormat.class,
        PackageCache.class, PartitionScheme.class, PreflightCheck.class, StorageBackend.class);
for (Class<? extends Plugin> point : points) {
    System.out.println("probe: " + point.getSimpleName() + " "
            + Registry.standard().all(point).stream().map(Plugin::name).sorted().toList());
}
var image = Path.of(System.getProperty("probe.image"));
var report = Diskless.image(image).boot(Path.of(System.getProperty("probe.medium"))).size(64 << 20).hostname("probe").build();
System.out.println("probe: image "
        + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(image))));
var medium = Diskless.open(image);
System.out.println("probe: overlay " + medium.overlays().get(0).fileName());
System.out.println("probe: cache " + medium.caches().get(0).packages());
medium.close();
/exit
