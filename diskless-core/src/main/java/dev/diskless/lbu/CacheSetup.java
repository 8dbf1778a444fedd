package dev.diskless.lbu;

import dev.diskless.fault.DisklessException;
import dev.diskless.fault.FaultCode;
import dev.diskless.fault.InvalidRequestException;
import dev.diskless.medium.Finding;
import dev.diskless.medium.Severity;
import dev.diskless.overlay.OverlayTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the package cache, as {@code setup-apkcache} does:
 * {@code CacheSetup.of(root).directory("/media/usb/cache").apply()} makes the directory, takes {@code noauto} from the
 * line of {@code etc/fstab} that mounts it, and makes {@code etc/apk/cache} a link to it. A second time it changes
 * nothing.
 *
 * <p>Other than {@code setup-apkcache}, it makes the link only when the directory is there, refuses to put a link into
 * something that is no link, and neither suggests nor takes a directory in RAM. It mounts nothing: a medium that is
 * mounted read-only is to be remounted before. Not thread-safe.
 */
public final class CacheSetup {

    /** The link to the cache, from the root. */
    public static final String LINK = "etc/apk/cache";

    private static final List<String> VOLATILE = List.of("/tmp/", "/run/", "/dev/", "/proc/", "/sys/", "/var/tmp/");

    private final Configuration configuration;
    private final @Nullable RootConfiguration changes;
    private final @Nullable Path root;
    private @Nullable String directory;
    private String rootType = "tmpfs";

    private CacheSetup(Configuration configuration, @Nullable RootConfiguration changes, @Nullable Path root) {
        this.configuration = configuration;
        this.changes = changes;
        this.root = root;
    }

    /**
     * Setup of a machine's root.
     *
     * @param root the root, of the running machine or of any other
     * @return the setup
     */
    public static CacheSetup of(Path root) {
        RootConfiguration configuration = new RootConfiguration(root);
        return new CacheSetup(configuration, configuration, root);
    }

    /**
     * Setup of an overlay; the directory itself is not made, since it is on the medium.
     *
     * @param tree the overlay; changed by {@link #apply}
     * @return the setup
     */
    public static CacheSetup of(OverlayTree tree) {
        return new CacheSetup(new TreeConfiguration(tree), null, null);
    }

    /**
     * Says of what type the machine's root is. A root in RAM keeps no cache.
     *
     * @param fileSystem the type as {@code mount} names it; {@code tmpfs}, as on every diskless machine, by default
     * @return this setup
     */
    public CacheSetup rootType(String fileSystem) {
        this.rootType = fileSystem;
        return this;
    }

    /**
     * Names the cache.
     *
     * @param path a path of the machine; without a slash at its beginning it is taken from the root. {@code none} means
     *     that {@link #apply} changes nothing, not even a link made earlier
     * @return this setup
     * @throws InvalidRequestException if it is no plain path, the root itself, or certainly in RAM
     */
    public CacheSetup directory(String path) throws InvalidRequestException {
        String plain =
                (path.startsWith("/") ? path : "/" + path).replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
        if (path.isEmpty()
                || plain.equals("/")
                || !LbuSettings.isPrintable(plain)
                || Arrays.stream(plain.split("/")).anyMatch(part -> part.equals("..") || part.equals("."))) {
            throw new InvalidRequestException(InvalidRequestException.detail("no directory for a package cache")
                    .found(path)
                    .expected("a path below the root, without . and .."));
        }
        if (VOLATILE.stream().anyMatch((plain + "/")::startsWith)) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("a package cache in RAM is gone at the next boot")
                            .found(plain)
                            .cure("choose a directory on the medium"));
        }
        this.directory = path.equals("none") ? "none" : plain;
        return this;
    }

    /**
     * What {@code setup-apkcache} would suggest, but nothing in RAM: where the link points to, else {@code cache} on the
     * medium of {@code lbu.conf}, else {@code /media/usb/cache} if the root has {@code /dev/usbdisk}, else
     * {@code /var/cache/apk} if the root is not in RAM.
     *
     * @return a path of the machine; empty if there is no good place, where {@code setup-apkcache} says {@code none}
     * @throws IOException if reading fails, or {@code lbu.conf} is refused as {@link LbuSettings#read(Path)} says
     */
    public Optional<String> suggestion() throws IOException {
        Optional<String> link =
                root == null ? Optional.empty() : RootFile.of(root, LINK).linkTarget();
        if (link.filter(target -> !isInRam(target)).isPresent()) {
            return link;
        }
        Optional<String> medium = settings().media();
        if (medium.isPresent()) {
            return medium.map(name -> "/media/" + name + "/cache");
        }
        if (root != null && Files.isSymbolicLink(root.resolve("dev/usbdisk"))) {
            return Optional.of("/media/usb/cache");
        }
        return isInRam("/var/cache/apk") ? Optional.empty() : Optional.of("/var/cache/apk");
    }

    private LbuSettings settings() throws IOException {
        return LbuSettings.parse(
                configuration.text(LbuConf.PATH).orElse(""), LbuConf.PATH, java.util.Map.of(), java.util.Map.of());
    }

    private boolean isInRam(String target) {
        boolean ram = List.of("tmpfs", "ramfs", "rootfs", "overlay").contains(rootType);
        return VOLATILE.stream().anyMatch((target + "/")::startsWith) || (ram && !target.startsWith("/media/"));
    }

    /**
     * Makes the changes.
     *
     * @return what was changed, and what keeps the boot from finding the cache
     * @throws DisklessException with code {@link FaultCode#EXISTS} if something that is no link or no directory stands in
     *     the way; {@link FaultCode#INVALID_REQUEST} if no directory was named
     * @throws IOException if reading or writing fails; the link is then as it was
     */
    public SetupReport apply() throws IOException {
        String target = directory;
        if (target == null) {
            throw new InvalidRequestException(
                    InvalidRequestException.detail("no directory was named for the package cache"));
        }
        if (target.equals("none")) {
            return new SetupReport(List.of(), List.of());
        }
        Fstab fstab = Fstab.parse(configuration.text(Fstab.PATH).orElse(""));
        Optional<FstabLine> line = fstab.holding(target);
        configuration.directory(target.substring(1));
        if (line.isPresent() && line.get().options().contains("noauto")) {
            configuration.text(Fstab.PATH, fstab.withoutNoauto(line.get().mountPoint()));
        }
        configuration.symlink(LINK, target);
        List<Finding> findings = findings(target, line);
        return new SetupReport(changes == null ? List.of() : changes.apply(), findings);
    }

    private List<Finding> findings(String target, Optional<FstabLine> line) throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (isInRam(target) && line.isEmpty()) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "cache-in-ram",
                    target + " is in RAM, and gone at the next boot",
                    "choose a directory on the medium"));
            return findings;
        }
        Optional<String> medium = settings().media().map(name -> "/media/" + name + "/");
        if (medium.isPresent() && !target.startsWith(medium.get())) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "cache-link-elsewhere",
                    target + " is not on the medium that keeps the overlay, and no other is mounted while packages are"
                            + " installed",
                    "choose " + medium.get() + "cache, or a directory on the medium of the boot repository"));
        } else if (line.isEmpty() && target.startsWith("/media/")) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "cache-not-mounted",
                    "etc/fstab mounts nothing above " + target,
                    "choose the medium first"));
        }
        return findings;
    }
}
