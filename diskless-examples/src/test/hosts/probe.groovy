import dev.diskless.Diskless
import dev.diskless.spi.*
import java.nio.file.*
import java.security.MessageDigest

def points = [
    BootDevice, FileSystemFormat, LiveHost, OverlayFormat, PackageCache, PartitionScheme, PreflightCheck, StorageBackend
]
points.each { point ->
    println "probe: ${point.simpleName} ${Registry.standard().all(point)*.name().sort()}"
}
def image = Path.of(args[1])
Diskless.image(image).boot(Path.of(args[0])).size(64 << 20).hostname('probe').build()
println "probe: image ${MessageDigest.getInstance('SHA-256').digest(Files.readAllBytes(image)).encodeHex()}"
Diskless.open(image).withCloseable { medium ->
    println "probe: overlay ${medium.overlays()[0].fileName()}"
    println "probe: cache ${medium.caches()[0].packages()}"
}
