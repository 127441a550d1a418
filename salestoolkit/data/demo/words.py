"""The invented people, places, products and sentences, in Indonesian. Imports nothing of the project."""

from __future__ import annotations

from dataclasses import dataclass

COMPANY = "PT Nusantara Niaga"
DOMAIN = "nusantaraniaga.example"
SYSTEM = "SYS"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


@dataclass(frozen=True)
class Office:
    """A team and where it sits: ``offset`` is hours ahead of UTC, which has no summer time in Indonesia."""

    team: str
    region: str
    timezone: str
    offset: int
    lead: str


OFFICES = (
    Office("Jakarta", "Jawa", "Asia/Jakarta", 7, "Ratna Kusumawardhani"),
    Office("Surabaya", "Jawa", "Asia/Jakarta", 7, "Bambang Prasetyo"),
    Office("Makassar", "Sulawesi", "Asia/Makassar", 8, "Andi Nurhalimah"),
    Office("Jayapura", "Papua", "Asia/Jayapura", 9, "Yohana Wanggai"),
)
FORMER_LEAD = "Hendra Wibisono"

REPS = _listed(
    "Adi Nugroho|Sari Lestari|Dimas Pratama|Putri Maharani|Fajar Hidayat|Nadia Safitri|"
    "Agus Setyawan|Wulan Anggraini|Rizky Firmansyah|Intan Permatasari|Teguh Santoso|Maya Puspita|"
    "Andi Baso Mappatoba|Sitti Rahmawati|Irfan Daeng Matutu|Nurul Fadhilah|Syahrul Mangkona|Hasnah Tenri|"
    "Yulius Kambuaya|Maria Wenda|Frans Rumbiak|Agustina Korwa|Daud Imbiri|Novita Sroyer"
)
FIRST = _listed(
    "Arif|Bayu|Citra|Dewi|Eko|Fitri|Gilang|Hana|Indra|Joko|Kartika|Lukman|Mega|Nanda|Oki|Prita|Rahmat|"
    "Sinta|Taufik|Umi|Vina|Wahyu|Yanti|Zainal|Anisa|Budi|Chandra|Dian|Edi|Galuh"
)
LAST = _listed(
    "Saputra|Wijaya|Kurniawan|Susanti|Hartono|Rahayu|Gunawan|Utami|Suryadi|Handayani|Ramadhan|Siregar|"
    "Nasution|Simanjuntak|Tarigan|Lubis|Manurung|Pattiasina|Tuhumury|Lewerissa|Rumengan|Mandagi|Tahir|"
    "Mustafa|Patunru|Sembiring|Purnomo|Sutrisno|Wardana|Halim"
)


@dataclass(frozen=True)
class Product:
    """A product: ``price`` in rupiah in the first year, ``quantity`` the median sold in one deal."""

    name: str
    line: str
    price: int
    quantity: float
    share: float


PRODUCTS = (
    Product("Kasir Lite", "Perangkat kasir", 4_500_000, 4.0, 0.30),
    Product("Kasir Pro", "Perangkat kasir", 14_000_000, 2.0, 0.20),
    Product("Stok Awan", "Perangkat lunak", 9_000_000, 3.0, 0.20),
    Product("Gudang Pintar", "Perangkat lunak", 32_000_000, 1.3, 0.12),
    Product("Paket Pelatihan", "Layanan", 3_500_000, 3.0, 0.08),
    Product("Dukungan Prioritas", "Layanan", 6_000_000, 3.0, 0.10),
)
ADD_ONS = ((4, 0.28), (5, 0.18))
"""Products (by position) that are added to a deal, and how often."""


@dataclass(frozen=True)
class Channel:
    """A marketing channel: its share of a source's leads, leads per visitor, cost of a lead in rupiah."""

    name: str
    source: str
    share: float
    rate: float
    cost: int
    campaign: str


CHANNELS = (
    Channel("Rujukan pelanggan", "Rekomendasi", 1.0, 0.0, 0, ""),
    Channel("Media sosial", "WhatsApp", 1.0, 0.014, 350_000, "SOSIAL"),
    Channel("Pencarian organik", "Situs web", 0.55, 0.022, 0, ""),
    Channel("Iklan pencarian", "Situs web", 0.45, 0.031, 520_000, "IKLAN"),
    Channel("Marketplace", "Marketplace", 1.0, 0.042, 260_000, "LAPAK"),
    Channel("Pameran dagang", "Pameran", 1.0, 0.0, 480_000, "PAMERAN"),
)
"""A channel with a rate is measured on the web: it has visits."""

ACCOUNT_FORMS = ("PT", "CV", "UD", "Toko")
ACCOUNT_FIRST = _listed(
    "Sumber|Mitra|Karya|Cahaya|Tunas|Harapan|Bintang|Sinar|Mulia|Anugerah|Berkah|Citra|Dharma|Eka|Graha|"
    "Indah|Jaya|Kencana|Lestari|Maju|Nirwana|Pelita|Rejeki|Samudra|Tirta|Utama|Wahana|Bumi|Surya|Delta"
)
ACCOUNT_SECOND = _listed(
    "Abadi|Makmur|Sentosa|Sejahtera|Mandiri|Bersama|Persada|Raya|Agung|Perkasa|Gemilang|Lancar|Sukses|"
    "Nusa|Pratama|Perdana|Sakti|Timur|Bahari|Andalan|Damai|Asri|Barokah|Cemerlang|Elok|Fajar|Guna|Unggul"
)
ACCOUNT_THIRD = _listed("|Retail|Pangan|Tekstil|Farma|Elektronik|Bangunan|Otomotif|Busana|Boga")

LOST_REASONS = (
    ("Harga terlalu tinggi", 0.26),
    ("Memilih pesaing", 0.22),
    ("Tidak ada keputusan", 0.24),
    ("Anggaran ditunda", 0.14),
    ("Tidak ada kabar", 0.09),
    ("Kebutuhan berubah", 0.05),
)
LEAD_LOST_REASONS = (
    ("Hanya bertanya", 0.40),
    ("Anggaran tidak cukup", 0.25),
    ("Di luar wilayah layanan", 0.10),
    ("Nomor tidak aktif", 0.15),
    ("Prospek ganda", 0.10),
)
NEVER_ANSWERED = "Tidak pernah dihubungi"

NEW, CONTACTED, CONVERTED, DISQUALIFIED = "Baru", "Dihubungi", "Dikonversi", "Tidak memenuhi syarat"
LEAD_STATUSES = (NEW, CONTACTED, CONVERTED, DISQUALIFIED)

AUTO_REPLY = "Balasan otomatis"
OUTCOMES = _listed("Terhubung|Tidak diangkat|Terkirim|Dibalas pelanggan|Catatan internal|Pertemuan selesai")

SLOW_TEXT = "Respons prospek baru dalam satu jam kerja"
LEAK_TEXT = "Latihan menyusun penawaran bersama ketua tim"
SLIDE_TEXT = "Tinjau ulang deal yang gagal bersama ketua tim"
NEWCOMER_TEXT = "Dampingi deal pertama sampai penutupan"
FOLLOW_UPS = (
    "Hubungi kembali deal yang lewat tanggal penutupan",
    "Lengkapi alasan gagal pada deal bulan lalu",
    "Bahas diskon sebelum mengirim penawaran",
    "Perbarui tanggal penutupan pada semua deal terbuka",
    "Minta rujukan dari tiga pelanggan terakhir",
)
