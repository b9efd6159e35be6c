/** The people of the demo company; `slug`s are teams and roles every portal starts with. */
export const demoOrganisation = { name: 'Sunfield Garden Supplies', timeZone: 'Asia/Kolkata', defaultCountry: 'IN' };

export const demoAgents = [
  { key: 'admin', email: 'admin@demo.test', name: 'Asha Verma', role: 'owner', teams: ['support'] },
  {
    key: 'supervisor',
    email: 'supervisor@demo.test',
    name: 'Daniel Mathew',
    role: 'supervisor',
    teams: ['support', 'returns_refunds'],
  },
  {
    key: 'agent',
    email: 'agent@demo.test',
    name: 'Priya Nair',
    role: 'agent',
    teams: ['support', 'technical', 'general'],
  },
  {
    key: 'agent2',
    email: 'agent2@demo.test',
    name: 'Rohan Das',
    role: 'agent',
    teams: ['dispatch', 'returns_refunds', 'finance'],
  },
] as const;

export type DemoAgent = (typeof demoAgents)[number]['key'];

/** Fictional: addresses below example.test, numbers in the range kept for this demo. */
export const demoCustomers = {
  kavya: {
    name: 'Kavya Iyer',
    company: 'Terrace Greens',
    email: 'kavya@example.test',
    phone: '+919000010001',
    isVip: true,
  },
  arjun: { name: 'Arjun Mehta', company: null, email: 'arjun@example.test', phone: '+919000010002', isVip: false },
  fatima: { name: 'Fatima Sheikh', company: 'Rosewood School', email: 'fatima@example.test', phone: null, isVip: true },
  leo: { name: 'Leo Fernandes', company: null, email: 'leo@example.test', phone: null, isVip: false },
  sunita: { name: 'Sunita Patil', company: 'Patil Nursery', email: null, phone: '+919000010005', isVip: false },
  imran: { name: 'Imran Qureshi', company: null, email: null, phone: '+919000010006', isVip: false },
  grace: {
    name: 'Grace Thomas',
    company: 'Lakeside Resort',
    email: 'grace@example.test',
    phone: '+919000010007',
    isVip: true,
  },
  dev: { name: 'Dev Malhotra', company: null, email: 'dev@example.test', phone: null, isVip: false },
  anita: { name: 'Anita Joshi', company: null, email: null, phone: '+919000010009', isVip: false },
  omar: { name: 'Omar Haddad', company: 'Haddad Landscapes', email: 'omar@example.test', phone: null, isVip: false },
  mei: { name: 'Mei Lin', company: null, email: 'mei@example.test', phone: null, isVip: false },
  ravi: { name: 'Ravi Shankar Rao', company: null, email: null, phone: '+919000010012', isVip: false },
  neha: { name: 'Neha Kulkarni', company: null, email: 'neha@example.test', phone: '+919000010013', isVip: false },
  tomas: { name: 'Tomás Silva', company: 'Verde Cafés', email: 'tomas@example.test', phone: null, isVip: false },
  pooja: { name: 'Pooja Bhatt', company: null, email: null, phone: '+919000010015', isVip: false },
  harish: { name: 'Harish Gowda', company: 'Gowda Farms', email: null, phone: '+919000010016', isVip: true },
  elena: { name: 'Elena Petrova', company: null, email: 'elena@example.test', phone: null, isVip: false },
  sanjay: { name: 'Sanjay Gupta', company: null, email: 'sanjay@example.test', phone: '+919000010018', isVip: false },
  lakshmi: { name: 'Lakshmi Menon', company: null, email: null, phone: '+919000010019', isVip: false },
  yusuf: { name: 'Yusuf Khan', company: null, email: 'yusuf@example.test', phone: null, isVip: false },
} as const;

export type DemoCustomer = keyof typeof demoCustomers;
