# One image for every role: the API, the portal's web server and the migrations differ in their command.
FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
RUN npm install --global pnpm@12
COPY . .
# The tools that build are development dependencies.
RUN CI=true pnpm install --frozen-lockfile --prod=false && pnpm build
# A named volume takes over the owner of the folder that it covers.
RUN mkdir -p /data/storage && chown node /data/storage
USER node
CMD ["node", "--enable-source-maps", "--max-semi-space-size=16", "apps/api/dist/main.js"]
